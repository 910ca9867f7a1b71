using System.Runtime.InteropServices;
using MiniKube.Cel.Values;

namespace MiniKube.Cel;

/// <summary>What became of a run.</summary>
/// <param name="Value">The result, or an error.</param>
/// <param name="Cost">What it cost, in steps.</param>
/// <param name="IsOverBudget">It was ended since it cost too much.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct CelResult(CelValue Value, ulong Cost, bool IsOverBudget);
