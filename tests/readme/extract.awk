# Turns the C++ of a Markdown file into sources. The comment before a block says what it is:
#
#   <!-- snippet: file -->      declarations at namespace scope, seen by all later bodies
#   <!-- snippet: body -->      statements of a coroutine that has an AsyncEngine `engine` and an AsyncConnection `conn`
#   <!-- snippet: program -->   a program by itself
#
# Bodies go to OUTPUT/snippets.cpp, programs to OUTPUT/program_1.cpp, ... A block of C++ without a comment is an error.

BEGIN {
    snippets = OUTPUT "/snippets.cpp"
    print "#include \"prelude.hpp\"\n" > snippets
}

/^<!-- snippet: [a-z]+ -->$/ {
    kind = $3
    next
}

/^```cpp$/ {
    if (kind == "") {
        printf "%s:%d: this block does not say what it is\n", FILENAME, FNR > "/dev/stderr"
        failed = 1
        exit 1
    }
    inside = 1
    if (kind == "program") {
        target = OUTPUT "/program_" (++programs) ".cpp"
        printf "" > target
    } else {
        target = snippets
    }
    if (kind == "body") {
        ++bodies
        printf "az::task<void> body_%d([[maybe_unused]] az::AsyncEngine& engine, [[maybe_unused]] az::AsyncConnection& conn) {\n", bodies > target
    }
    printf "#line %d \"%s\"\n", FNR + 1, FILENAME > target
    next
}

/^```$/ && inside {
    if (kind == "body") print "    co_return;\n}\n" > target
    inside = 0
    kind = ""
    next
}

inside {
    print > target
}

END {
    if (failed) exit 1
    printf "const std::vector<Body> bodies{" > snippets
    for (i = 1; i <= bodies; ++i) printf "%s{%d, body_%d}", (i > 1 ? ", " : ""), i, i > snippets
    print "};" > snippets
}
