"""Docker services on Amazon ECS, as CloudFormation stacks.

The pipeline, which is also the list of modules:

`params/*.yaml` are read into Stacks and Environments (`params`), each stack's kind builds a
troposphere template from its spec (`stacks`, with what kinds share in `parts`), templates are
written to `output/` as canonical JSON (`render`) and linted (`lint`). `wiring` finds where each
parameter gets its value and orders the stacks, `proof` complains of what does not fit (`references`
of the names in a spec), and `fitting` of services that do not go together; `planning` makes a Plan.
`deploy` carries a Plan out against CloudFormation, reading each stack's outputs into the parameters
of the next. `report` shows all of it to people; `verbs` are what make can ask for, and `__main__`
is the command line that it calls.

Beside the pipeline: `reference` writes a page about each kind, `overview` one about all stacks, and
`picture` draws them by the same `threads`; `pinning` moves the releases of AMIs
that params pin, `rights` works out what a deployer must be allowed, `scaffold` begins a new
service, `constraints` knows what CloudFormation takes for a parameter, `outputs` what an output is.
"""
