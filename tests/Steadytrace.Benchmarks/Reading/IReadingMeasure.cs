namespace Steadytrace.Benchmarks.Reading;

/// <summary>One or more rows of the table, measured together on one input.</summary>
internal interface IReadingMeasure
{
    string Name { get; }

    /// <exception cref="Inputs.MissingInputException">This machine has not what it takes.</exception>
    Task<IReadOnlyList<Measurement>> TakeAsync();
}
