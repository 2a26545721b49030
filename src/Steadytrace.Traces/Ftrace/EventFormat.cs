using System.Globalization;

namespace Steadytrace.Traces.Ftrace;

/// <summary>What an event's <c>format</c> text says: name, id and fields.</summary>
internal sealed class EventFormat
{
    private readonly List<FormatField> _fields = [];

    private EventFormat(string name, int id) => (Name, Id) = (name, id);

    /// <summary>The event's name without its system: <c>sched_switch</c>.</summary>
    public string Name { get; }

    /// <summary>The number in the records' <c>common_type</c>, 0 to 65535.</summary>
    public int Id { get; }

    /// <summary>Reads a <c>format</c> text.</summary>
    /// <exception cref="FormatException">No name, no id, or an id out of range.</exception>
    public static EventFormat Parse(string text)
    {
        string? name = null;
        var id = -1;
        var fields = new List<FormatField>();
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (name is null && line.StartsWith("name:")) name = line["name:".Length..].Trim().ToString();
            else if (id < 0 && line.StartsWith("ID:"))
            {
                if (!int.TryParse(line["ID:".Length..].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out id)) id = -1;
            }
            else if (line.StartsWith("print fmt:")) break;
            else if (FormatField.TryParse(line, out var field)) fields.Add(field);
        }

        if (string.IsNullOrEmpty(name)) throw new FormatException("an event format without a name");
        if (id is < 0 or > ushort.MaxValue) throw new FormatException($"the format of event {name} has no ID from 0 to 65535");
        var format = new EventFormat(name, id);
        format._fields.AddRange(fields);
        return format;
    }

    /// <summary>The field of this name, or null.</summary>
    public FormatField? Find(string name)
    {
        foreach (var field in _fields)
        {
            if (field.Name == name) return field;
        }

        return null;
    }

    /// <summary>The field of this name, which must be inline and of this size.</summary>
    /// <exception cref="FormatException">It is not there, or of another size.</exception>
    public FormatField Require(string name, int size)
    {
        if (Find(name) is not { Place: FieldPlace.Inline } field) throw new FormatException($"event {Name} has no field {name}");
        return field.Size == size ? field : throw new FormatException($"event {Name}: field {name} has {field.Size} bytes, expected {size}");
    }
}
