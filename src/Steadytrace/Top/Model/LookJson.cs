using System.Text.Json;
using System.Text.Json.Serialization;

namespace Steadytrace.Top.Model;

/// <summary>Looks as JSON.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(LookView))]
internal sealed partial class LookJson : JsonSerializerContext;
