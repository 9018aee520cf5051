"""Why a stack failed, or does not settle: what CloudFormation hides, and what is likely the cause.

`why.why` is the way in. `gather` looks (the only part that calls AWS), `hiding` takes the secrets
out, `rules` judges what was seen.
"""
