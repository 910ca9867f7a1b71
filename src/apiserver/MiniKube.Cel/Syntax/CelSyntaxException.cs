namespace MiniKube.Cel.Syntax;

/// <summary>Ends the reading of a text that is no program; never leaves this project.</summary>
internal sealed class CelSyntaxException(int offset, string message) : Exception(message)
{
    public int Offset => offset;
}
