using System.Runtime.CompilerServices;

namespace MiniKube.Simulation.Tests.Checks;

/// <summary>A message that is only made when its condition is broken: the checks run millions of times.</summary>
[InterpolatedStringHandler]
internal ref struct ViolationText
{
    private DefaultInterpolatedStringHandler _text;

    public ViolationText(int literalLength, int formattedCount, bool condition, out bool isNeeded)
    {
        isNeeded = !condition;
        if (isNeeded)
        {
            _text = new DefaultInterpolatedStringHandler(literalLength, formattedCount);
        }
    }

    public void AppendLiteral(string value) => _text.AppendLiteral(value);

    public void AppendFormatted<T>(T value) => _text.AppendFormatted(value);

    public override string ToString() => _text.ToStringAndClear();
}
