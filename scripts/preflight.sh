#!/bin/sh
# Looks for what set-up needs and cannot install itself: Python 3.11 or newer with venv, and git.
# Prints the Python to use, or says in plain words what is missing and how to get it (exit 1).
#
#   sh scripts/preflight.sh [PYTHON]     PYTHON: the one to use instead of the first that will do
set -eu

wanted=${1:-}
missing=0

say() {
    printf '%s\n' "$@" >&2
}

new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

find_python() {
    for candidate in ${wanted:-python3 python3.14 python3.13 python3.12 python3.11 python}; do
        if new_enough "$candidate"; then
            printf '%s\n' "$candidate"
            return
        fi
    done
}

python=$(find_python)
if [ -z "$python" ]; then
    missing=1
    say "缺少 Python 3.11 或更新版本${wanted:+（指定的 $wanted 不可用或太旧）}。" \
        "  Python 3.11 or newer is missing${wanted:+ ($wanted does not run, or is too old)}." \
        "  Debian/Ubuntu: sudo apt-get install python3 python3-venv" \
        "  openEuler/Fedora: sudo dnf install python3.11      macOS: brew install python" \
        "  已装在别处时 / if it is elsewhere: make setup PYTHON=/path/to/python3.11"
elif ! "$python" -c 'import venv, ensurepip' >/dev/null 2>&1; then
    missing=1
    say "$python 缺少 venv 模块，无法建立独立环境。" \
        "  $python lacks the venv module, so no environment can be made." \
        "  Debian/Ubuntu: sudo apt-get install python3-venv"
fi

if ! command -v git >/dev/null 2>&1; then
    missing=1
    say "缺少 git。 / git is missing." \
        "  Debian/Ubuntu: sudo apt-get install git" \
        "  openEuler/Fedora: sudo dnf install git      macOS: xcode-select --install"
else
    version=$(git --version | sed 's/^git version //')
    major=${version%%.*}
    rest=${version#*.}
    minor=${rest%%.*}
    # 2.34 is the first that signs and verifies with SSH keys, which seals and checkpoints are made of.
    if [ "$major" -lt 2 ] || { [ "$major" -eq 2 ] && [ "$minor" -lt 34 ]; }; then
        missing=1
        say "git $version 太旧，需要 2.34 或更新版本。 / git $version is too old; 2.34 or newer is needed."
    fi
fi

if [ "$missing" -ne 0 ]; then
    say "补齐以上各项后请重新运行。 / Please install what is named above and run this again."
    exit 1
fi
printf '%s\n' "$python"
