"""A stand-in for CloudFormation: AWS's query protocol over HTTP, with its limits and its time.

It runs stacks through their statuses as CloudFormation does and makes nothing.
"""
