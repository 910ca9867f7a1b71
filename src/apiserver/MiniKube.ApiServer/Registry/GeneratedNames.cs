using MiniKube.Api.Determinism;

namespace MiniKube.ApiServer.Registry;

/// <summary>Names made of <c>generateName</c> and five characters by chance.</summary>
internal sealed class GeneratedNames(IRandomSource random)
{
    /// <summary>How often a clash is answered by another name.</summary>
    public const int AttemptsMax = 8;

    private const string Alphabet = "bcdfghjklmnpqrstvwxz2456789";
    private const int SuffixLength = 5;
    private const int BaseLengthMax = 63 - SuffixLength;

    public string Next(string generateName)
    {
        var kept = Math.Min(generateName.Length, BaseLengthMax);
        return string.Create(kept + SuffixLength, (generateName, kept, random), static (name, state) =>
        {
            state.generateName.AsSpan(0, state.kept).CopyTo(name);
            for (var i = state.kept; i < name.Length; i++)
            {
                name[i] = Alphabet[state.random.Next(Alphabet.Length)];
            }
        });
    }
}
