"""Measurements of `make deploy` and `make delete` against a stand-in for CloudFormation."""
