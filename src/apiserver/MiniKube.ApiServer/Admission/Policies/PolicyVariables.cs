using System.Collections.Immutable;
using System.Text.Json.Nodes;
using MiniKube.ApiServer.Admission.Expressions;
using MiniKube.ApiServer.Registry;
using MiniKube.Cel.Types;

namespace MiniKube.ApiServer.Admission.Policies;

/// <summary>The <c>variables</c> of a policy, compiled once. Each may name those before it. Immutable.</summary>
internal sealed class PolicyVariables
{
    private PolicyVariables(ImmutableArray<(string Name, TypedProgram Program)> programs, CelType type)
    {
        Programs = programs;
        Type = type;
    }

    public ImmutableArray<(string Name, TypedProgram Program)> Programs { get; }

    /// <summary>The type of the variable <c>variables</c>.</summary>
    public CelType Type { get; }

    /// <param name="variables">The entries of <c>variables</c>.</param>
    /// <param name="object">The type of the object.</param>
    /// <param name="parameters">The type of the parameters; null when there are none.</param>
    public static PolicyVariables Compile(IEnumerable<JsonObject> variables, CelType @object, CelType? parameters)
    {
        var known = new List<(string Name, CelType Type)>();
        var programs = ImmutableArray.CreateBuilder<(string Name, TypedProgram Program)>();
        foreach (var variable in variables)
        {
            var name = variable.Text("name");
            var program = TypedProgram.Compile(variable.Text("expression"), AdmissionEnvironment.Make(@object, parameters, TypeOf(known)));
            programs.Add((name, program));
            known.RemoveAll(one => one.Name == name);
            known.Add((name, program.Program?.ResultType ?? CelType.Dyn));
        }

        return new PolicyVariables(programs.ToImmutable(), TypeOf(known));
    }

    private static CelType TypeOf(List<(string Name, CelType Type)> known) =>
        CelType.Object("kubernetes.variables", new DeclaredFields([.. known]));
}
