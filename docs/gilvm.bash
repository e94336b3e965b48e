# Made from cli/options.def and cli/commands.def by `make docs`: completions of gilvm for bash.
_gilvm() {
    local word=${COMP_WORDS[COMP_CWORD]} words
    case ${COMP_WORDS[1]} in
    dis) words=" --gil= --polls= --like= --io-drop= --deadlock= --cores= --gc= --max-heap= --dis --steps --trace= --report --ring= --stats= --free --sim= --help" ;;
    trace) words=" --gil= --polls= --like= --io-drop= --deadlock= --cores= --gc= --max-heap= --dis --steps --trace= --report --ring= --stats= --free -o --metrics= --width= --picture --from= --to= --sim= --help" ;;
    doctor) words=" --gil= --polls= --like= --io-drop= --deadlock= --cores= --gc= --max-heap= --dis --steps --trace= --report --ring= --stats= --free --sim= --help" ;;
    top) words=" --gil= --polls= --like= --io-drop= --deadlock= --cores= --gc= --max-heap= --dis --steps --trace= --report --ring= --stats= --free --sim= --help" ;;
    compare) words=" -o --help" ;;
    replay) words=" --until= --stop --times= --help" ;;
    policies) words=" --help" ;;
    sim) words=" --gil= --polls= --like= --io-drop= --deadlock= --gc= --max-heap= --dis --steps --trace= --report --ring= --stats= --free --sim= --machine= --cores= --tick-ns= --item-ns= --call-ns= --wake-ns= --jitter= --signal-ns= --rouse-ns= --cold-ns= --switch-ns= --lock-ns= --grant-ns= --line-ns= --park-ns= --sleep-ns= --spin-ns= --slice-ms= --net-ns= --net-ns-per-kb= --seed= --os= --epoch= --hash --calibrate --help" ;;
    bench) words=" --help" ;;
    demo) words=" --help" ;;
    *) words=" --gil= --polls= --like= --io-drop= --deadlock= --cores= --gc= --max-heap= --dis --steps --trace= --report --ring= --stats= --free --record= --sim= --help --version" ;;
    esac
    [ "$COMP_CWORD" = 1 ] && words="$words dis trace doctor top compare replay policies sim bench demo"
    COMPREPLY=($(compgen -W "$words" -- "$word") $(compgen -f -X '!*.py' -- "$word") $(compgen -d -- "$word"))
    case ${COMPREPLY[0]} in *=) compopt -o nospace ;; esac
}
complete -o filenames -F _gilvm gilvm
