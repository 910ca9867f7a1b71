namespace MiniKube.EndToEnd.Tests.Containerd;

/// <summary>One containerd for all tests of a class.</summary>
public sealed class SharedNode : IAsyncLifetime
{
    private int _numbers;

    internal ContainerdNode Node { get; private set; } = null!;

    /// <summary>For names that no other test of the class uses.</summary>
    public int NextNumber() => Interlocked.Increment(ref _numbers);

    public async ValueTask InitializeAsync() => Node = await ContainerdNode.StartAsync("10.211.0.0/24");

    public ValueTask DisposeAsync() => Node.DisposeAsync();
}
