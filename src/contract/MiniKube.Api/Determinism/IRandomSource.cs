namespace MiniKube.Api.Determinism;

/// <summary>Where chance comes from: seeded in tests and simulation, the operating system in production. Safe for use by several threads.</summary>
public interface IRandomSource
{
    /// <summary>A number from 0 up to, not including, <paramref name="exclusiveMax"/>.</summary>
    int Next(int exclusiveMax);

    void Fill(Span<byte> destination);
}
