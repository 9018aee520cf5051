"""What runs inside the emulator's own process: ministack, and what it lacks.

`generators.deploy.emulator` starts it as a process with `python -m generators.deploy.emulated`, and
imports nothing of it but `process`. From the outside in:

- `services` stands in front of each AWS service and runs our `rules`, which refuse what AWS
  refuses, and our `memories`, which give back what ministack forgets, around ministack's answer.
- `changes`, `cleanup`, `names`, `stack_policies` and `stacks` do so for CloudFormation itself,
  `authorization` for IAM; `application_autoscaling`, with its `scaling_activities`, is a service of
  its own; `seeds` (and `images`, their names) are what an account finds in AWS without having made
  it.
- `fleet` launches the instances of Auto Scaling groups, `joining` finds out which cluster each
  joins, and `container_instances` are what ECS shows of them. `service_connect`, `balancers` and
  `network_balancers` keep what other services would forget; `ec2_records` are whole records of
  EC2's. `lookups` are the questions whether something exists.
- `types` are CloudFormation's resource types, added through `registry`. Their handlers speak to
  services only by `services.call`, so a rule holds for a stack and for a direct call alike.
- `wire`, `query`, `shapes` and `schemas` translate between the vocabularies: bytes, botocore's
  shapes, CloudFormation's properties.
"""
