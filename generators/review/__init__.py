"""Two versions of output/ → what a deploy would replace, grant, open or lose.

Everything here is worked out offline from what is committed: templates, and the values that params
give their parameters. `gathering.review` reads as the table of contents.
"""
