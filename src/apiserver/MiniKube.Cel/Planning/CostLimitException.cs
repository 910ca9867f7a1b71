namespace MiniKube.Cel.Planning;

/// <summary>Ends a run that costs too much; never leaves this project.</summary>
internal sealed class CostLimitException : Exception;
