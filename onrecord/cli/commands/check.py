"""`onrecord check`: what is wrong with a configuration."""

import json
import sys
from argparse import Namespace

from onrecord.cli.place import config_file, load_config


def run(args: Namespace) -> int:
    """0 where the configuration can be run, 2 with each error on stderr where it can't."""
    if args.schema:
        from onrecord.config.reference import json_schema

        json.dump(json_schema(), sys.stdout, indent=2, ensure_ascii=False)
        sys.stdout.write("\n")
        return 0
    if args.file is not None:
        args.config = args.file
    config = load_config(args)
    if config.network.contact is None:
        sys.stderr.write(
            f"{config_file(args)}: warning: network.contact is not set: sites can't tell who asks; "
            "write an address of mail there\n"
        )
    return 0
