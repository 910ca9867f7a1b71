namespace MiniKube.Api.Selectors;

/// <summary>How a requirement compares a label with its values.</summary>
public enum LabelOperator
{
    In,
    NotIn,
    Exists,
    DoesNotExist,
    GreaterThan,
    LessThan,
}
