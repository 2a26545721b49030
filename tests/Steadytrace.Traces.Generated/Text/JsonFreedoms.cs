using System.Text.Json.Nodes;

namespace Steadytrace.Traces.Generated.Text;

/// <summary>What may stand in any object of CTF 2 metadata and means nothing to a reader.</summary>
public static class JsonFreedoms
{
    public static void Add(JsonObject value, Chance chance, ConstructCounts counts)
    {
        if (!chance.Percent(4)) return;
        counts.Note(Construct.Attributes);
        value[chance.Pick("attributes", "x-unknown")] = new JsonObject { ["my.tracer"] = new JsonObject { ["type"] = "structure", ["of"] = new JsonArray(1, -2.5, null, true, "\u00e9 \"") } };
    }
}
