# SPDX-License-Identifier: Apache-2.0
"""What the programs of tests/site are made of. Python's own library only."""
