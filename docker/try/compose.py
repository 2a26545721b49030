"""From a compose file, for each service of the program: NAME.env with its environment and NAME.args with its command.

    compose.py COMPOSE_FILE FOLDER NAME=VALUE…      the variables that the file needs
"""
import re
import sys

import yaml


def filled_in(value, variables):
    """Replaces ${NAME}, ${NAME:-default} and ${NAME:?message} as compose does."""
    def one(match):
        name, kind, rest = match.group(1), match.group(2), match.group(3)
        if variables.get(name):
            return variables[name]
        if kind == ":?":
            sys.exit(f"{name}: {rest}")
        return rest or ""

    return re.sub(r"\$\{(\w+)(?:(:-|:\?)([^}]*))?\}", one, str(value))


compose_file, folder = sys.argv[1:3]
variables = dict(pair.split("=", 1) for pair in sys.argv[3:])
with open(compose_file, encoding="utf-8") as text:
    services = yaml.safe_load(text)["services"]
for name, service in services.items():
    if "STEADYTRACE_IMAGE" not in service["image"]:
        continue
    with open(f"{folder}/{name}.env", "w", encoding="utf-8") as file:
        file.writelines(f"{key}={filled_in(value, variables)}\n" for key, value in service["environment"].items())
    with open(f"{folder}/{name}.args", "w", encoding="utf-8") as file:
        file.write(" ".join(service["command"][1:]) + "\n")
    print(name)
