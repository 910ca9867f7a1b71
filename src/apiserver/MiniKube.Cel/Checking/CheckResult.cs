using System.Collections.Immutable;

namespace MiniKube.Cel.Checking;

/// <summary>What the checker found.</summary>
/// <param name="Issues">Empty when the program is right.</param>
/// <param name="LocalsMax">How many names are bound within one another at most.</param>
internal sealed record CheckResult(ImmutableArray<CelIssue> Issues, int LocalsMax);
