using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Steadytrace.Output;

/// <summary>JSON on standard output: one object, indented, text as it is.</summary>
internal static class Json
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Print<T>(T value, JsonTypeInfo<T> type) => Print(writer => JsonSerializer.Serialize(writer, value, type));

    /// <summary>One line, for streams of objects.</summary>
    public static void PrintLine<T>(T value, JsonTypeInfo<T> type) => Terminal.Out.WriteLine(JsonSerializer.Serialize(value, type));

    public static void Print(Action<Utf8JsonWriter> write)
    {
        using var output = Terminal.OpenStandardOutput();
        using (var writer = new Utf8JsonWriter(output, Indented)) write(writer);
        output.Write("\n"u8);
    }
}
