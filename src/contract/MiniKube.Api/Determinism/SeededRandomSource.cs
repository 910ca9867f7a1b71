namespace MiniKube.Api.Determinism;

/// <summary>The same seed gives the same sequence. Never for secrets.</summary>
public sealed class SeededRandomSource(int seed) : IRandomSource
{
    private readonly Lock _gate = new();
    private readonly Random _random = new(seed);

    public int Next(int exclusiveMax)
    {
        lock (_gate)
        {
            return _random.Next(exclusiveMax);
        }
    }

    public void Fill(Span<byte> destination)
    {
        lock (_gate)
        {
            _random.NextBytes(destination);
        }
    }
}
