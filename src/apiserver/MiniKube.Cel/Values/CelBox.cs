namespace MiniKube.Cel.Values;

/// <summary>Holds the value of an optional.</summary>
internal sealed class CelBox(CelValue value)
{
    public CelValue Value => value;
}
