"""Docker services on Amazon ECS, as CloudFormation stacks.

The pipeline, which is also the list of modules:

`params/*.yaml` are read into Stacks and Environments (`params`), each stack's kind builds a
troposphere template from its spec (`stacks`, with what kinds share in `parts`), templates are
written to `output/` as canonical JSON (`render`) and linted (`lint`). `wiring` proves that every
parameter has a value in every environment and puts the stacks in order: a Plan. `deploy` carries
a Plan out against CloudFormation, reading each stack's outputs into the parameters of the next.
`report` shows all of it to people; `__main__` is the command line that make calls.
"""
