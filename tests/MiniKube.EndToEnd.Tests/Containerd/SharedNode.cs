namespace MiniKube.EndToEnd.Tests.Containerd;

/// <summary>One containerd for all tests that leave it as it is.</summary>
[CollectionDefinition(Collection)]
public sealed class SharedNode : ICollectionFixture<SharedNode>, IAsyncLifetime
{
    public const string Collection = "containerd";

    private int _numbers;

    internal ContainerdNode Node { get; private set; } = null!;

    /// <summary>For names that no other test uses.</summary>
    public int NextNumber() => Interlocked.Increment(ref _numbers);

    public async ValueTask InitializeAsync() => Node = await ContainerdNode.StartAsync("10.211.0.0/24");

    public ValueTask DisposeAsync() => Node.DisposeAsync();
}
