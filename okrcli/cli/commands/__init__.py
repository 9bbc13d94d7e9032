"""A module for each command.

In: parsed options. Out: an exit code.
A command calls one or two functions of the packages below and prints their report.
"""
