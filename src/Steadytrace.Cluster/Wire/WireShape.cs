namespace Steadytrace.Cluster.Wire;

/// <summary>How a type that may cross the wire is laid out there.</summary>
/// <param name="Type">The type.</param>
/// <param name="IsRecord">Its fields by their names, as <see cref="TolerantRecords"/> writes them.</param>
/// <param name="Plain">Of a type that is one value without parts, which stands there without its kind: that kind; 0 of records, and of arrays: a length and so many items.</param>
internal readonly record struct WireShape(Type Type, bool IsRecord, byte Plain);
