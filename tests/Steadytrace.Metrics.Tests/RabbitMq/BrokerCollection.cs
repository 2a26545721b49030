using Steadytrace.Testing.Servers;

namespace Steadytrace.Metrics.Tests.RabbitMq;

/// <summary>One broker for all tests that leave it running: it takes seconds to boot. Each test uses exchanges and queues of its own.</summary>
[CollectionDefinition(Name)]
public sealed class BrokerCollection : ICollectionFixture<SharedBroker>
{
    public const string Name = "broker";
}

/// <summary>The broker of <see cref="BrokerCollection"/>.</summary>
public sealed class SharedBroker : IAsyncLifetime
{
    public RabbitMqServer Server { get; private set; } = null!;

    public async Task InitializeAsync() => Server = await RabbitMqServer.StartNewAsync();

    public async Task DisposeAsync() => await Server.DisposeAsync();
}
