using System.Runtime.CompilerServices;
using MiniKube.Cel.Values;

namespace MiniKube.Cel.Planning;

/// <summary>The arguments of a call, on the stack.</summary>
[InlineArray(Max)]
internal struct Arguments
{
    /// <summary>No function has more.</summary>
    public const int Max = 4;

    private CelValue _first;
}
