namespace Steadytrace.Settings;

/// <summary>A setting that the program knows, as it shows it: secrets are masked.</summary>
/// <param name="Key">The whole key.</param>
/// <param name="Shown">The value without secrets.</param>
/// <param name="Origin">Where it was written.</param>
internal sealed record ReadSetting(string Key, string Shown, string Origin);
