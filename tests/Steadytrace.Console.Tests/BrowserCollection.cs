using Steadytrace.Testing;

namespace Steadytrace.Console.Tests;

/// <summary>One browser for all page tests, one after the other: two cores do not draw faster than one at a time.</summary>
[CollectionDefinition(Name)]
public sealed class BrowserCollection : ICollectionFixture<ChromiumBrowser>
{
    public const string Name = "browser";
}
