using System.Text.Json;
using System.Text.Json.Serialization;
using Steadytrace.Cluster.Fleet;

namespace Steadytrace.Commands.Fleet;

/// <summary>Parts of a fleet's view as JSON, named as in the whole.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(IReadOnlyList<PoolView>))]
[JsonSerializable(typeof(IReadOnlyList<SourceView>))]
internal sealed partial class FleetPartsJson : JsonSerializerContext;
