# awk -v OUTPUT=DIRECTORY -f chains.awk HEADER...: writes sources that together include every header first of all that
# it does not include itself, and a second time at the end.
#
# A header compiles alone if it does so after headers that it includes anyway. So a source is a chain of headers, each of
# which includes all before it: it says the same as one source for each header, for a third of the time. Prints the
# sources' names.

FNR == 1 { name = FILENAME; sub(/.*\/include\//, "", name); names[++count] = name }
match($0, /^#include <azoth\/[^>]+>/) { direct[name] = direct[name] " " substr($0, 11, RLENGTH - 11) }

# All headers that one includes, directly or not, in included[header, other].
function close_over(header, parts, n, i, other) {
    if (header in closed) return
    closed[header] = 1
    n = split(direct[header], parts, " ")
    for (i = 1; i <= n; i++) {
        close_over(parts[i])
        included[header, parts[i]] = 1
        for (other in closed) if ((parts[i], other) in included) included[header, other] = 1
    }
}

# How many headers that have no source yet one includes.
function weight(header, i, sum) {
    sum = 0
    for (i = 1; i <= count; i++) if (!(names[i] in placed) && (header, names[i]) in included) ++sum
    return sum
}

END {
    for (i = 1; i <= count; i++) close_over(names[i])
    for (left = count; left > 0;) {
        length_of_chain = 0
        top = ""
        do {
            best = ""
            most = -1
            for (i = 1; i <= count; i++) {
                if (names[i] in placed || (top != "" && !((top, names[i]) in included))) continue
                w = weight(names[i])
                if (w > most) { most = w; best = names[i] }
            }
            if (best == "") break
            placed[best] = 1
            --left
            chain[++length_of_chain] = best
            top = best
        } while (most > 0)
        source = OUTPUT "/chain_" ++chains ".cpp"
        for (i = length_of_chain; i >= 1; i--) print "#include <" chain[i] ">" > source
        for (i = length_of_chain; i >= 1; i--) print "#include <" chain[i] ">" > source
        close(source)
        print "chain_" chains ".cpp"
    }
}
