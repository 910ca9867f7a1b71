using System.Collections.Immutable;
using MiniKube.Cel.Checking;
using MiniKube.Cel.Functions;
using MiniKube.Cel.Planning;
using MiniKube.Cel.Syntax;
using MiniKube.Cel.Types;

namespace MiniKube.Cel;

/// <summary>
/// What programs may name: variables, functions, types of objects. Immutable; compiles texts into programs, which are immutable too and may
/// run in several threads at once. The order of the variables is the order of the values that a program is given.
/// </summary>
/// <param name="functions">See <see cref="FunctionLibraries"/>.</param>
/// <param name="variables">Their names and types.</param>
/// <param name="objectTypes">Finds the types of objects that programs may write out; null for none.</param>
public sealed class CelEnvironment(FunctionTable functions, ImmutableArray<CelVariable> variables, Func<string, CelType?>? objectTypes = null)
{
    public FunctionTable Functions => functions;

    public ImmutableArray<CelVariable> Variables => variables;

    internal Func<string, CelType?> ObjectTypes { get; } = objectTypes ?? (static _ => null);

    /// <summary>The environment with another variable behind the others.</summary>
    public CelEnvironment With(CelVariable variable) => new(functions, variables.Add(variable), ObjectTypes);

    /// <summary>Reads, checks and plans a program. Never throws for what the text says.</summary>
    public CelCompilation Compile(string source)
    {
        try
        {
            var expr = Parser.Parse(source);
            var check = Checker.Check(expr, this);
            return check.Issues.IsEmpty
                ? new CelCompilation(source, new CelProgram(source, expr, Planner.Plan(expr), check.LocalsMax, variables), [])
                : new CelCompilation(source, null, check.Issues);
        }
        catch (CelSyntaxException error)
        {
            return new CelCompilation(source, null, [new CelIssue(error.Offset, error.Message)]);
        }
    }
}
