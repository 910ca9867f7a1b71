using MiniKube.Api.Determinism;

namespace MiniKube.Hosting.Tests.Replicas;

/// <summary>Chance that a test can foresee.</summary>
internal sealed class FixedRandom(byte value) : IRandomSource
{
    public int Next(int exclusiveMax) => value % exclusiveMax;

    public void Fill(Span<byte> destination) => destination.Fill(value);
}
