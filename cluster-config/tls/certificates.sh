#!/usr/bin/env bash
# Makes the fleet's own authority, and a certificate for each node, with openssl 3.
#
#     certificates.sh authority DIR                      DIR/authority.crt, DIR/authority.key
#     certificates.sh node DIR NAME [ADDRESS…]           DIR/NAME.crt, DIR/NAME.key, for the node that others know by NAME and ADDRESS…
#
# Options before the command: --days N, how long it is valid (authority: 3650, node: 825); --authority DIR2, the folder of the authority that signs.
#
# authority.key signs whoever takes part: it stays off the nodes. A node has authority.crt, NAME.crt and NAME.key (mode 0400, the node's user's).
# What is there is never written over: move it away first.
set -euo pipefail
umask 077

days='' authority=''

main() {
    while (($# > 0)); do
        case $1 in
            --days) days=${2:?--days needs a number}; shift 2 ;;
            --authority) authority=${2:?--authority needs a folder}; shift 2 ;;
            authority) shift; make_authority "$@"; return ;;
            node) shift; make_node "$@"; return ;;
            *) break ;;
        esac
    done
    stop "say 'authority DIR' or 'node DIR NAME [ADDRESS…]'; the head of this file tells more"
}

stop() {
    echo "certificates.sh: $1" >&2
    exit 2
}

make_authority() {
    (($# == 1)) || stop "authority needs one folder"
    local dir=$1
    mkdir -p "$dir"
    refuse_existing "$dir/authority.crt" "$dir/authority.key"
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days "${days:-3650}" -subj "/CN=Steadytrace fleet $(openssl rand -hex 4)" \
        -addext "basicConstraints=critical,CA:TRUE" -addext "keyUsage=critical,keyCertSign,cRLSign" \
        -keyout "$dir/authority.key" -out "$dir/authority.crt" 2> /dev/null
    chmod 0444 "$dir/authority.crt"
    echo "$dir/authority.crt, $dir/authority.key"
}

make_node() {
    (($# >= 2)) || stop "node needs a folder and a name"
    local dir=$1 name=$2 signer=${authority:-$1} names='' one
    [[ $name =~ ^[A-Za-z0-9._:-]+$ ]] || stop "'$name' is no host's name or address"
    [[ -r $signer/authority.key ]] || stop "$signer/authority.key is not there: make it by 'certificates.sh authority $signer', or name its folder by --authority"
    mkdir -p "$dir"
    refuse_existing "$dir/$name.crt" "$dir/$name.key"
    for one in "${@:2}"; do
        if [[ $one =~ ^[0-9.]+$ || $one == *:* ]]; then names+=",IP:$one"; else names+=",DNS:$one"; fi
    done

    # Both purposes: each node calls others and is called.
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj "/CN=${name:0:64}" -keyout "$dir/$name.key" 2> /dev/null \
        | openssl x509 -req -CA "$signer/authority.crt" -CAkey "$signer/authority.key" -set_serial "0x$(openssl rand -hex 16)" -days "${days:-825}" -out "$dir/$name.crt" \
            -extfile <(printf '%s\n' "basicConstraints=critical,CA:FALSE" "keyUsage=critical,digitalSignature" "extendedKeyUsage=serverAuth,clientAuth" "subjectAltName=${names:1}") 2> /dev/null
    chmod 0400 "$dir/$name.key"
    chmod 0444 "$dir/$name.crt"
    echo "$dir/$name.crt, $dir/$name.key"
}

refuse_existing() {
    local file
    for file in "$@"; do [[ ! -e $file ]] || stop "$file is there already"; done
}

main "$@"
