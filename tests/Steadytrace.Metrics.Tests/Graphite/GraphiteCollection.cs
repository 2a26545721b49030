using Steadytrace.Metrics.Tests.RabbitMq;
using Steadytrace.Testing.Servers;

namespace Steadytrace.Metrics.Tests.Graphite;

/// <summary>One broker, carbon and graphite-web for all tests of the bridge. Each test uses an exchange, a queue and a datacenter of its own.</summary>
[CollectionDefinition(Name)]
public sealed class GraphiteCollection : ICollectionFixture<SharedBroker>, ICollectionFixture<SharedGraphite>
{
    public const string Name = "graphite";
}

/// <summary>The Graphite of <see cref="GraphiteCollection"/>.</summary>
public sealed class SharedGraphite : IAsyncLifetime
{
    public GraphiteWeb Web { get; private set; } = null!;

    public async Task InitializeAsync() => Web = await GraphiteWeb.StartNewAsync();

    public async Task DisposeAsync() => await Web.DisposeAsync();
}
