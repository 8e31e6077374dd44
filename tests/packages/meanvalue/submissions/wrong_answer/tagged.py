# @EXPECTED_RESULTS@: WRONG-ANSWER, RUN-ERROR
print(int(input()) // 0)
