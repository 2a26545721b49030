namespace Steadytrace.Benchmarks;

/// <summary>One or more rows of the table, measured together.</summary>
internal interface IMeasure
{
    string Name { get; }

    /// <exception cref="Inputs.MissingInputException">This machine has not what it takes.</exception>
    Task<IReadOnlyList<Measurement>> TakeAsync();
}
