namespace Steadytrace.Traces.Ftrace;

/// <summary>Where a field's value is.</summary>
internal enum FieldPlace
{
    /// <summary>At the field's offset.</summary>
    Inline,

    /// <summary>Elsewhere in the record: the field is a u32 with the length in its upper, the offset from the payload's begin in its lower half (<c>__data_loc</c>).</summary>
    At,

    /// <summary>The same, with the offset counted from the field's end (<c>__rel_data_loc</c>).</summary>
    AfterField,
}
