using System.Collections.Immutable;
using MiniKube.Cel.Types;

namespace MiniKube.Cel.Checking;

/// <summary>What the parameters of types stand for, as far as is known.</summary>
internal sealed class TypeBindings
{
    /// <summary>A type within a type within a type: deeper ones are taken for dynamic.</summary>
    private const int DepthMax = 50;

    private readonly Dictionary<string, CelType> _bound;
    private int _fresh;

    public TypeBindings() => _bound = new Dictionary<string, CelType>(StringComparer.Ordinal);

    private TypeBindings(TypeBindings other)
    {
        _bound = new Dictionary<string, CelType>(other._bound, StringComparer.Ordinal);
        _fresh = other._fresh;
    }

    public CelType Fresh() => CelType.Parameter($"_{_fresh++}");

    public TypeBindings Copy() => new(this);

    /// <summary>Takes what another copy learned.</summary>
    public void Adopt(TypeBindings other)
    {
        foreach (var (name, type) in other._bound)
        {
            _bound[name] = type;
        }

        _fresh = Math.Max(_fresh, other._fresh);
    }

    /// <summary>The types of a signature with parameters of its own.</summary>
    public (ImmutableArray<CelType> Parameters, CelType Result) Instance(ImmutableArray<CelType> parameters, CelType result)
    {
        var names = new Dictionary<string, CelType>(StringComparer.Ordinal);
        return ([.. parameters.Select(parameter => Renamed(parameter, names))], Renamed(result, names));
    }

    /// <summary>Whether a value of the second type may stand where the first is wanted; binds parameters on the way.</summary>
    public bool IsAssignable(CelType wanted, CelType given, int depth = 0)
    {
        wanted = Resolve(wanted);
        given = Resolve(given);
        if (ReferenceEquals(wanted, given) || depth > DepthMax)
        {
            return true;
        }

        if (wanted.Kind == CelTypeKind.Parameter || given.Kind == CelTypeKind.Parameter)
        {
            var (parameter, bound) = wanted.Kind == CelTypeKind.Parameter ? (wanted, given) : (given, wanted);
            _bound[parameter.Name] = parameter.Equals(bound) || Mentions(bound, parameter) ? CelType.Dyn : bound;
            return true;
        }

        if (wanted.IsDyn || given.IsDyn)
        {
            return true;
        }

        if (wanted.Kind == CelTypeKind.Null || given.Kind == CelTypeKind.Null)
        {
            return wanted.Kind == given.Kind || MayBeNull(wanted) || MayBeNull(given);
        }

        if (wanted.Kind != given.Kind || (wanted.Kind is CelTypeKind.Object or CelTypeKind.Opaque && wanted.Name != given.Name))
        {
            return false;
        }

        for (var i = 0; wanted.Kind != CelTypeKind.Type && i < wanted.Parameters.Length; i++)
        {
            if (!IsAssignable(wanted.Parameters[i], given.Parameters[i], depth + 1))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The type with all that is known put in.</summary>
    public CelType Substitute(CelType type, bool unknownIsDyn, int depth = 0)
    {
        type = Resolve(type);
        if (depth > DepthMax || (type.Kind == CelTypeKind.Parameter && unknownIsDyn))
        {
            return CelType.Dyn;
        }

        return type.Parameters.IsEmpty || !type.Parameters.Any(HasParameters)
            ? type
            : type.With([.. type.Parameters.Select(part => Substitute(part, unknownIsDyn, depth + 1))]);
    }

    private static bool HasParameters(CelType type) => type.Kind == CelTypeKind.Parameter || type.Parameters.Any(HasParameters);

    private static bool MayBeNull(CelType type) => type.Kind is CelTypeKind.Object or CelTypeKind.Opaque or CelTypeKind.Timestamp or CelTypeKind.Duration;

    private CelType Resolve(CelType type)
    {
        while (type.Kind == CelTypeKind.Parameter && _bound.TryGetValue(type.Name, out var bound))
        {
            type = bound;
        }

        return type;
    }

    private bool Mentions(CelType type, CelType parameter) =>
        Resolve(type) is var resolved && (resolved.Equals(parameter) || resolved.Parameters.Any(part => Mentions(part, parameter)));

    private CelType Renamed(CelType type, Dictionary<string, CelType> names)
    {
        if (type.Kind != CelTypeKind.Parameter)
        {
            return type.Parameters.IsEmpty || !HasParameters(type) ? type : type.With([.. type.Parameters.Select(part => Renamed(part, names))]);
        }

        if (!names.TryGetValue(type.Name, out var fresh))
        {
            names[type.Name] = fresh = Fresh();
        }

        return fresh;
    }
}
