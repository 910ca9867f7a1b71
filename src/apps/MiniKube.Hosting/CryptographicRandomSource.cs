using System.Security.Cryptography;
using MiniKube.Api.Determinism;

namespace MiniKube.Hosting;

/// <summary>Randomness of the operating system, fit for secrets.</summary>
public sealed class CryptographicRandomSource : IRandomSource
{
    public int Next(int exclusiveMax) => RandomNumberGenerator.GetInt32(exclusiveMax);

    public void Fill(Span<byte> destination) => RandomNumberGenerator.Fill(destination);
}
