# The programs of the sample trace: a little of everything, again and again, until it is ended.
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"; exit' TERM INT
while :; do
  find /usr/share/doc -maxdepth 1 -name 'lib*' | sort > "$scratch/list"
  gzip -c "$scratch/list" > "$scratch/list.gz"
  dd if=/dev/zero of="$scratch/zeros" bs=4k count=100 status=none
  sha256sum "$scratch/zeros" > /dev/null
  sleep 0.7
  grep -c lib "$scratch/list" > /dev/null
  cat "$scratch/zeros" | wc -c > /dev/null
  sleep 0.7
done
