using System.Text;

namespace Steadytrace.Traces.Tests.Ctf;

/// <summary>C source with every field type that LTTng-UST's tracepoint macros offer.</summary>
internal static class FieldTypesProgram
{
    private static readonly string[] Integers =
        ["char", "signed char", "short", "int", "long", "long long", "int8_t", "int16_t", "int32_t", "int64_t", "uint8_t", "uint16_t", "uint32_t", "uint64_t", "unsigned long", "size_t"];

    private static readonly string[] Lengths = ["unsigned char", "unsigned short", "unsigned int", "unsigned long", "size_t", "uint8_t", "uint16_t", "uint32_t", "uint64_t"];

    public static IReadOnlyList<string> Events { get; } =
        ["nothing", "integers", "floats", "texts", "arrays", "sequences", "lengths", "long_sequences", "enumerations", "unwritten"];

    public static string Call => string.Join(' ', Events.Select(name => $"lttng_ust_tracepoint(steadytrace_test, {name}, (int)number);")) + " number++;";

    public static string Provider
    {
        get
        {
            var text = new StringBuilder("""
                #undef LTTNG_UST_TRACEPOINT_PROVIDER
                #define LTTNG_UST_TRACEPOINT_PROVIDER steadytrace_test
                #undef LTTNG_UST_TRACEPOINT_INCLUDE
                #define LTTNG_UST_TRACEPOINT_INCLUDE "./provider.h"
                #if !defined(PROVIDER_H) || defined(LTTNG_UST_TRACEPOINT_HEADER_MULTI_READ)
                #define PROVIDER_H
                #include <lttng/tracepoint.h>
                #include <stddef.h>
                #include <stdint.h>
                #ifndef FIELD_DATA
                #define FIELD_DATA
                static const char *const words[] = { "", "a", "seven b", "a text of some more than thirty bytes" };
                static const union { char bytes[512]; uint64_t numbers[64]; } data = { "0123456789 abcdefghijklmnopqrstuvwxyz" };
                #endif
                LTTNG_UST_TRACEPOINT_ENUM(steadytrace_test, signed_kind, LTTNG_UST_TP_ENUM_VALUES(
                    lttng_ust_field_enum_value("minus", -5) lttng_ust_field_enum_range("few", -3, 3) lttng_ust_field_enum_auto("next") lttng_ust_field_enum_value("a text", 100)))
                LTTNG_UST_TRACEPOINT_ENUM(steadytrace_test, unsigned_kind, LTTNG_UST_TP_ENUM_VALUES(
                    lttng_ust_field_enum_auto("zero") lttng_ust_field_enum_range("low", 1, 100) lttng_ust_field_enum_range("also low", 50, 255)))

                """);
            Add("nothing", ["lttng_ust_field_unused(i)"]);
            Add("integers", Each(Integers, type => [$"lttng_ust_field_integer({type}, ", $"lttng_ust_field_integer_hex({type}, ", $"lttng_ust_field_integer_network({type}, ", $"lttng_ust_field_integer_network_hex({type}, "], ", i * 77)"));
            Add("floats", Each(["float", "double"], type => [$"lttng_ust_field_float({type}, "], ", i * 0.5)").Prepend("lttng_ust_field_integer(char, odd, i)"));
            Add("texts", ["lttng_ust_field_string(first, words[i % 4])", "lttng_ust_field_array_text(char, second, data.bytes, 16)", "lttng_ust_field_sequence_text(char, third, data.bytes, size_t, i % 30)", "lttng_ust_field_string(fourth, words[(i + 1) % 4])"]);
            Add("arrays", Each(Integers, type => [$"lttng_ust_field_array({type}, ", $"lttng_ust_field_array_hex({type}, ", $"lttng_ust_field_array_network({type}, ", $"lttng_ust_field_array_network_hex({type}, "], ", data.numbers, 3)"));
            Add("sequences", Each(Integers, type => [$"lttng_ust_field_sequence({type}, ", $"lttng_ust_field_sequence_hex({type}, "], ", data.numbers, uint8_t, i % 5)"));
            Add("lengths", Each(Lengths, type => [$"lttng_ust_field_sequence_text(char, "], length => $", data.bytes, {length}, i % 7)")
                .Concat(Each(Lengths, type => [$"lttng_ust_field_sequence_network(short, ", "lttng_ust_field_sequence_network_hex(long, "], length => $", data.numbers, {length}, i % 3)")));
            Add("long_sequences", ["lttng_ust_field_sequence(uint64_t, many, data.numbers, uint16_t, i % 60)", "lttng_ust_field_string(last, words[i % 4])"]);
            Add("enumerations", ["lttng_ust_field_enum(steadytrace_test, signed_kind, int, one, i % 9 - 5)", "lttng_ust_field_enum(steadytrace_test, signed_kind, signed char, two, 100)",
                "lttng_ust_field_enum(steadytrace_test, unsigned_kind, unsigned char, three, i)", "lttng_ust_field_enum(steadytrace_test, unsigned_kind, uint64_t, four, i % 300)"]);
            Add("unwritten", ["lttng_ust_field_integer_nowrite(int, a, i)", "lttng_ust_field_float_nowrite(double, b, i)", "lttng_ust_field_string_nowrite(c, words[0])", "lttng_ust_field_array_nowrite(int, d, data.numbers, 2)",
                "lttng_ust_field_array_nowrite_hex(int, e, data.numbers, 2)", "lttng_ust_field_array_network_nowrite(int, f, data.numbers, 2)", "lttng_ust_field_array_text_nowrite(char, g, data.bytes, 4)",
                "lttng_ust_field_sequence_nowrite(int, h, data.numbers, unsigned int, 2)", "lttng_ust_field_sequence_text_nowrite(char, j, data.bytes, unsigned int, 2)",
                "lttng_ust_field_sequence_network_nowrite(int, k, data.numbers, unsigned int, 2)", "lttng_ust_field_enum_nowrite(steadytrace_test, signed_kind, int, l, i)", "lttng_ust_field_integer(int, written, i)"]);
            return text.Append("#endif\n#include <lttng/tracepoint-event.h>\n").ToString();

            void Add(string name, IEnumerable<string> fields) =>
                text.Append($"LTTNG_UST_TRACEPOINT_EVENT(steadytrace_test, {name}, LTTNG_UST_TP_ARGS(int, i), LTTNG_UST_TP_FIELDS(\n    {string.Join("\n    ", fields)}))\n");
        }
    }

    private static IEnumerable<string> Each(IEnumerable<string> types, Func<string, IEnumerable<string>> begins, string end) => Each(types, begins, _ => end);

    // Each field has a name of its own.
    private static IEnumerable<string> Each(IEnumerable<string> types, Func<string, IEnumerable<string>> begins, Func<string, string> end) =>
        types.SelectMany((type, i) => begins(type).Select((begin, j) => $"{begin}f{begin.Length}_{i}_{j}{end(type)}"));
}
