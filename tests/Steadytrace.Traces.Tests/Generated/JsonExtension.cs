using System.Text.Json.Nodes;
using Steadytrace.Traces.Generated;

namespace Steadytrace.Traces.Tests.Generated;

/// <summary>Puts an extension into CTF 2 metadata, at any place where the specification lets one stand.</summary>
internal static class JsonExtension
{
    /// <param name="metadata">Sound metadata.</param>
    /// <param name="chance">Chooses the fragment, and the object in it.</param>
    public static string Into(string metadata, Chance chance)
    {
        var fragments = metadata.Split('\u001e', StringSplitOptions.RemoveEmptyEntries);
        var at = chance.Below(fragments.Length);
        var fragment = JsonNode.Parse(fragments[at])!.AsObject();
        chance.OneOf(Places(fragment).ToList())["extensions"] = new JsonObject { ["my.tracer"] = new JsonObject { ["wide"] = new JsonObject() } };
        fragments[at] = fragment.ToJsonString();
        return string.Concat(fragments.Select(text => $"\u001e{text}\n"));
    }

    // A fragment, a field class, a member of a structure, an option of a variant.
    private static IEnumerable<JsonObject> Places(JsonObject place)
    {
        yield return place;
        foreach (var (name, value) in place)
        {
            var inside = value switch
            {
                JsonObject one when name.EndsWith("field-class", StringComparison.Ordinal) => [one],
                JsonArray several when name is "member-classes" or "options" => several.Cast<JsonObject>(),
                _ => [],
            };
            foreach (var below in inside.SelectMany(Places)) yield return below;
        }
    }
}
