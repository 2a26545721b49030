using Steadytrace.Traces.Ctf.Metadata;

namespace Steadytrace.Traces.Ctf.JsonMetadata;

/// <summary>The fragments of a metadata stream: JSON texts, each behind a record separator (RFC 7464).</summary>
internal static class JsonTextSequence
{
    /// <summary>Stands before each fragment, and nowhere inside one.</summary>
    public const byte RecordSeparator = 0x1E;

    /// <summary>True for CTF 2 metadata: TSDL cannot begin with this byte.</summary>
    public static bool IsAt(ReadOnlySpan<byte> text) => text is [RecordSeparator, ..];

    /// <summary>Reads the fragments one after the other: only one is held as values at a time.</summary>
    /// <exception cref="MetadataException">A fragment is not JSON.</exception>
    public static IEnumerable<JsonValue> Fragments(ReadOnlyMemory<byte> text)
    {
        for (var at = 0; at < text.Length;)
        {
            var rest = text[(at + 1)..];
            var length = rest.Span.IndexOf(RecordSeparator);
            var fragment = length < 0 ? rest : rest[..length];

            // Two separators in a row are one (RFC 7464, section 2.3).
            if (!fragment.Span.Trim(" \t\r\n"u8).IsEmpty) yield return JsonTree.Parse(fragment.Span, at + 1);
            at += fragment.Length + 1;
        }
    }
}
