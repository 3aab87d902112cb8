using System.Reflection;
using System.Reflection.Emit;

namespace Commerce.Architecture;

/// <summary>What a type's code calls, read from its IL.</summary>
internal static class IlCalls
{
    private const BindingFlags All =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<short, OpCode> s_codes = typeof(OpCodes).GetFields()
        .Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => code.Value);

    /// <summary>The methods that the type calls, those of its lambdas and iterators included.</summary>
    public static IEnumerable<MethodBase> Of(Type type) =>
        type.GetMethods(All).Concat<MethodBase>(type.GetConstructors(All)).SelectMany(Of)
            .Concat(type.GetNestedTypes(All).SelectMany(Of));

    private static IEnumerable<MethodBase> Of(MethodBase method)
    {
        if (method.GetMethodBody()?.GetILAsByteArray() is not { } il)
            yield break;
        for (var at = 0; at < il.Length;)
        {
            var value = il[at] == 0xFE ? (short)(0xFE00 | il[at + 1]) : il[at];
            var code = s_codes[value];
            at += code.Size;
            if (code.OperandType is OperandType.InlineMethod or OperandType.InlineTok
                && Resolve(method, BitConverter.ToInt32(il, at)) is { } called)
                yield return called;
            at += SizeOf(code.OperandType, il, at);
        }
    }

    private static MethodBase? Resolve(MethodBase within, int token) => within.Module.ResolveMember(
        token, within.DeclaringType!.GetGenericArguments(), within.IsGenericMethod ? within.GetGenericArguments() : null) as MethodBase;

    private static int SizeOf(OperandType operand, byte[] il, int at) => operand switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + 4 * BitConverter.ToInt32(il, at),
        _ => 4,
    };
}
