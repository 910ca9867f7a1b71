using MiniKube.Api.Determinism;

namespace MiniKube.Hosting.Nodes.Identity;

/// <summary>When a certificate is to be renewed. Pure.</summary>
internal static class RenewalMoment
{
    private const int Steps = 1_000_000;

    /// <summary>When 70 to 90 % of its life are over: by chance, so that nodes that joined together do not come together again.</summary>
    public static DateTimeOffset Of(DateTimeOffset notBefore, DateTimeOffset notAfter, IRandomSource random) =>
        notBefore + ((notAfter - notBefore) * (0.7 + (0.2 * random.Next(Steps) / Steps)));
}
